import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { loadConfig } from '../../../lib/config/load';
import { numRuns } from '../../support/numRuns';
import { anyWrittenTarget } from './anyTargets';
import { checkLoaded } from './checkLoaded';
import { inputWith } from './input';
import { yamlTokens } from './yaml/yamlTokens';

const runs = { numRuns: numRuns(500) };

const words = ['cluster', 'metric', 'targets', 'name', 'kind', 'grace', '15m', '0', '__proto__', ...yamlTokens];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join('')),
);

test('any text is either valid or has an error with its position', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      checkLoaded(loadConfig('any.yaml', text), text);
    }),
    runs,
  );
});

test('so is any text after a valid configuration', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const whole = `${stringify(inputWith())}${text}`;
      checkLoaded(loadConfig('any.yaml', whole), whole);
    }),
    runs,
  );
});

test('so is any JSON value, written as YAML', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = stringify(value);
      checkLoaded(loadConfig('any.yaml', text), text);
    }),
    runs,
  );
});

const paths = [
  'cluster',
  'cluster.name',
  'cluster.region',
  'cluster.account',
  'dryRun',
  'seconds',
  'logging',
  'logging.level',
  'metric',
  'metric.namespace',
  'metric.dimensions',
  'metric.dimensions.0',
  'metric.dimensions.0.value',
  'presets',
  'presets.0',
  'presets.0.eks-system',
  'presets.0.eks-system.with',
  'presets.0.eks-system.namespaces',
  'presets.0.kube-prometheus-stack',
  'presets.0.kube-prometheus-stack.values',
  'targets',
  'targets.0',
  'targets.1',
  'targets.0.kind',
  'targets.0.name',
  'targets.0.selector',
  'targets.0.apiVersion',
  'targets.0.namespace',
  'targets.0.resource',
  'targets.0.conditions',
  'targets.0.conditions.healthy',
  'targets.0.atLeast',
  'targets.0.minReady',
  'targets.0.grace',
  'targets.0.downGrace',
  'grace',
  'downGrace',
  'clusterDownGrace',
  'alarm',
  'alarm.actions',
  'alarms',
  'alarms.page',
  'alarms.page.evaluationPeriods',
  'alarms.page.datapointsToAlarm',
  'alarms.page.actions',
  'alarms.page.actions.0',
  'alarms.ticket',
  'alarms.ticket.actions.0',
  '__proto__',
  'toString',
];
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('a', 'a=b', '15m', '1h', '0', '50%', 1, 60, 1441, 1e9, 0, -1, 0.5, true, null, [], {}, [[]]),
  fc.constantFrom<unknown>('*', 'Node', 'Prometheus', 'v1', 'example.com/v1', ['Ready'], { healthy: ['Ready'] }),
  fc.constantFrom('toString', 'valueOf', '__proto__', 'name').map((key) => ({ [key]: 1 })),
);

test('so is a configuration with any targets', () => {
  fc.assert(
    fc.property(fc.array(anyWrittenTarget, { minLength: 1, maxLength: 3 }), (targets) => {
      const text = stringify(inputWith(['targets', targets]));
      checkLoaded(loadConfig('any.yaml', text), text);
    }),
    { numRuns: numRuns(300) },
  );
});

test('so is a configuration with any value replaced', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths), anyValue, (path, value) => {
      const text = stringify(inputWith([path, value]));
      checkLoaded(loadConfig('any.yaml', text), text);
    }),
    { numRuns: numRuns(1000) },
  );
});
