import { apiServiceRule } from '../../../../lambda/health/kinds/apiService';
import { ago, hour, minute } from '../../../support/objects/clock';
import { condition, object } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const conditions = (...given: unknown[]) => ({ status: { conditions: given } });

describe('an APIService', () => {
  testTable(apiServiceRule, 'APIService', [
    ['reached', conditions(condition('Available', 'True', hour, { reason: 'Passed' })), 'Healthy Available'],
    ['local', conditions(condition('Available', 'True', hour, { reason: 'Local' })), 'Healthy Available'],
    ['lost a moment ago', conditions(condition('Available', 'False', minute)), 'Progressing NotAvailable'],
    ['lost an hour ago', conditions(condition('Available', 'False', hour)), 'Unhealthy NotAvailable'],
    ['Unknown for an hour', conditions(condition('Available', 'Unknown', hour)), 'Unhealthy NotAvailable'],
    ['strict', conditions(condition('Available', 'False', 0)), 'Unhealthy NotAvailable', { grace: 0 }],
    [
      'reported twice',
      conditions(condition('Available', 'True', hour), condition('Available', 'False', hour)),
      'Unhealthy NotAvailable',
    ],
    ['just created', { created: minute }, 'Progressing ConditionMissing'],
    ['never observed', {}, 'Unhealthy ConditionMissing'],
    ['conditions that are not a list', { status: { conditions: 'Available' } }, 'Unhealthy ConditionMissing'],
    [
      'being deleted',
      { ...conditions(condition('Available', 'True', hour)), metadata: { deletionTimestamp: ago(minute) } },
      'Progressing Terminating',
    ],
  ]);

  test('reports what serves it, and what is wrong', () => {
    const spec = { service: { namespace: 'kube-system', name: 'metrics-server' } };
    const reached = object({ spec, ...conditions(condition('Available', 'True', hour)) });
    expect(judge(apiServiceRule, reached).message).toBe('served by kube-system/metrics-server');
    expect(judge(apiServiceRule, { ...reached, spec: { service: { name: 'adapter' } } }).message).toBe(
      'served by /adapter',
    );
    expect(judge(apiServiceRule, object({ created: minute })).message).toBe(
      'condition Available is missing; for 1m, grace 15m',
    );
    expect(judge(apiServiceRule, { ...reached, spec: {} }).message).toBe('served by the API server itself');
    const details = { reason: 'MissingEndpoints', message: 'no endpoints' };
    expect(judge(apiServiceRule, object(conditions(condition('Available', 'False', hour, details))))).toMatchObject({
      message: 'Available is False: MissingEndpoints: no endpoints; for 1h, grace 15m',
      since: ago(hour),
    });
  });
});
