import { isLagging, specClock, statusClock, unobservedSpecClock } from '../../../../lambda/health/facts/clocks';
import { ago, minute, month, now } from '../../../support/objects/clock';
import { managedFields } from '../../../support/objects/workload';

const spec = { 'f:spec': { 'f:replicas': {} } };

test('the clock of the status is the newest entry of that subresource', () => {
  const entries = [...managedFields(minute, 9 * minute), ...managedFields(minute, 5 * minute)];
  expect(statusClock({ metadata: { managedFields: entries } })).toBe(now - 5 * minute);
});

test.each<[string, unknown, number | undefined]>([
  ['of the subresource', { subresource: 'status', fieldsV1: {} }, minute],
  ['of a kind without that subresource', { fieldsV1: { 'f:status': {} } }, minute],
  ['but not of the spec', { fieldsV1: spec }, undefined],
  ['but not of another subresource', { subresource: 'scale', fieldsV1: spec }, undefined],
])('the clock of the status is an entry %s', (_, entry, age) => {
  const managedFields = [{ time: ago(minute), ...(entry as object) }];
  expect(statusClock({ metadata: { managedFields } })).toBe(age === undefined ? undefined : now - age);
});

test.each<[string, unknown[], number | undefined]>([
  ['an update', [{ time: ago(3 * minute), fieldsV1: spec }], 3 * minute],
  [
    'the newest of several',
    [
      { time: ago(month), fieldsV1: spec },
      { time: ago(minute), fieldsV1: spec },
    ],
    minute,
  ],
  ['scaling', [{ time: ago(2 * minute), subresource: 'scale', fieldsV1: spec }], 2 * minute],
  ['not the status', [{ time: ago(minute), subresource: 'status', fieldsV1: spec }], undefined],
  ['not an annotation', [{ time: ago(minute), fieldsV1: { 'f:metadata': { 'f:annotations': {} } } }], undefined],
  ['not an entry without a time', [{ fieldsV1: spec }], undefined],
])('the clock of the spec is %s', (_, entries, age) => {
  expect(specClock({ metadata: { managedFields: entries } })).toBe(age === undefined ? undefined : now - age);
});

test.each<[string, unknown[], number]>([
  ['now, after scaling without a time', [{ subresource: 'scale', fieldsV1: spec }], 0],
  ['the newest change', [{ time: ago(minute), fieldsV1: spec }], minute],
  ['not a status without a time', [{ subresource: 'status', fieldsV1: spec }], month],
])('the clock of a spec that is not observed yet is %s', (_, entries, age) => {
  const object = { metadata: { creationTimestamp: ago(month), managedFields: entries } };
  expect(unobservedSpecClock(object, now)).toBe(now - age);
});

test('the clock of the spec is the creation time if nothing has changed the spec', () => {
  expect(specClock({ metadata: { creationTimestamp: ago(minute) } })).toBe(now - minute);
});

test.each<[string, object]>([
  ['no managedFields', { metadata: {} }],
  ['managedFields null', { metadata: { managedFields: null } }],
  ['managedFields of something else', { metadata: { managedFields: [null, 'x', { time: 7, subresource: 'status' }] } }],
  ['no metadata', {}],
])('there is no clock with %s', (_, object) => {
  expect([statusClock({ ...object }), specClock({ ...object })]).toEqual([undefined, undefined]);
});

test.each<[generation: unknown, observed: unknown, expected: boolean]>([
  [7, 7, false],
  [7, 6, true],
  [7, 8, false],
  [7, undefined, true],
  [7, null, true],
  [7, '7', false],
  [7, '6', true],
  ['7', 6, true],
  [undefined, undefined, false],
  [undefined, 6, false],
])('generation %p with %p observed is lagging: %p', (generation, observedGeneration, expected) => {
  expect(isLagging({ metadata: { generation }, status: { observedGeneration } })).toBe(expected);
});

test('an object without a status is lagging', () => {
  expect(isLagging({ metadata: { generation: 1 } })).toBe(true);
});
