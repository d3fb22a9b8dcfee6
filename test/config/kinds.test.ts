import { kinds } from '../../config/kinds';

test.each(Object.entries(kinds))(
  '%s is served as the plural of its name, in lower case',
  (kind, { group, version, resource }) => {
    expect({ group, version, resource }).toEqual({ group: 'apps', version: 'v1', resource: `${kind.toLowerCase()}s` });
  },
);
