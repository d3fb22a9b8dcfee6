import { fieldsOf, usedFieldsOf } from '../../model/flowLogs';
import type { ZoneTrafficConfig } from '../../model/zoneTraffic';
import { flowLogFormat } from '../zoneTraffic/flowLogSource';
import { zoneTrafficNames } from './names';
import type { Config } from './schema/schema';
import { sectionFunctionConfig, sectionOf } from './sections';

/** The `config.json` of the zone inventory function. Pure. */
export function toZoneTrafficConfig(
  config: Config,
  { flowLogs }: NonNullable<Config['zoneTraffic']>,
): ZoneTrafficConfig {
  const { layout, logFormat } = flowLogFormat(flowLogs);
  return {
    ...sectionFunctionConfig(config, sectionOf(config, 'zoneTraffic')),
    dryRun: config.dryRun,
    database: zoneTrafficNames(config).database,
    flowLogs: { layout, fields: usedFieldsOf(fieldsOf(logFormat)) },
  };
}
