import { Token } from 'aws-cdk-lib';
import { alarmLink, logQueryLink, metricLink } from '../../../lib/alarms/consoleLinks';

test.each([
  ['eu-central-1', 'https://eu-central-1.console.aws.amazon.com/'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('the console of %s is %s', (region, console) => {
  expect(alarmLink(region, 'a b')).toBe(`${console}cloudwatch/home?region=${region}#alarmsV2:alarm/a%20b`);
});

test('a metric', () => {
  const metric = {
    namespace: 'Team/EKS',
    name: 'Cluster Health',
    dimensions: [
      { name: 'Cluster', value: 'prod' },
      { name: 'Stage', value: "a'b~(c)" },
    ],
  };
  expect(metricLink('eu-west-1', metric, { statistic: 'Minimum', period: 60 })).toBe(
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#metricsV2:graph=~(metrics~(~(~'Team*2fEKS~'Cluster*20Health~'Cluster~'prod~'Stage~'a*27b*7e*28c*29))~region~'eu-west-1~stat~'Minimum~period~60)",
  );
});

test('a query of a log group, whose name may be a token', () => {
  const token = Token.asString({ Ref: 'Logs' });
  expect(logQueryLink('eu-west-1', token, 'filter a="b" or c\n|limit 20')).toBe(
    `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D~(start~-10800~end~0~timeType~'RELATIVE~unit~'seconds~editorString~'filter*20a*3d*22b*22*20or*20c*0a*7climit*2020~source~(~'${token}))`,
  );
});
