import { didYouMean } from '../../../../lib/config/diagnostics/suggestion';

const rootKeys = [
  'cluster',
  'dryRun',
  'seconds',
  'logging',
  'metric',
  'targets',
  'grace',
  'downGrace',
  'clusterDownGrace',
  'alarms',
];
const targetKeys = ['kind', 'namespace', 'name', 'selector', 'atLeast', 'mode', 'minReady', 'allowZero'];

test.each([
  ['dry', rootKeys, 'dryRun'],
  ['dryrun', rootKeys, 'dryRun'],
  ['dry_run', rootKeys, 'dryRun'],
  ['metrics', rootKeys, 'metric'],
  ['Cluster', rootKeys, 'cluster'],
  ['target', rootKeys, 'targets'],
  ['downgrace', rootKeys, 'downGrace'],
  ['gracePeriod', rootKeys, 'grace'],
  ['alarm', rootKeys, 'alarms'],
  ['namspace', targetKeys, 'namespace'],
  ['nmae', ['kind', 'name'], undefined],
  ['minready', targetKeys, 'minReady'],
  ['at_least', targetKeys, 'atLeast'],
  ['replicas', targetKeys, undefined],
  ['x', rootKeys, undefined],
  ['', rootKeys, undefined],
  ['allofthem', ['AllOfThem', 'AtLeastOne'], 'AllOfThem'],
  ['abcdef', ['abcxyf', 'abcdex'], 'abcdex'],
  ['deployment', ['DaemonSet', 'Deployment', 'StatefulSet'], 'Deployment'],
  ['Demonset', ['DaemonSet', 'Deployment', 'StatefulSet'], 'DaemonSet'],
])('for %j among %j, suggests %s', (actual, candidates, suggestion) => {
  expect(didYouMean(actual, candidates)).toBe(suggestion === undefined ? '' : ` Did you mean ${suggestion}?`);
});
