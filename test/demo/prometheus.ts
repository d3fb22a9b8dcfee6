import { respondWith } from '../support/servers/actions/alterResponse';
import type { Action } from '../support/servers/exchange';

/** A Prometheus that is ready, evaluates rules and stores samples. */
export interface PrometheusState {
  /** When its process started, in milliseconds since the epoch. */
  readonly started: number;
  /** How many Alertmanagers it sends alerts to. */
  readonly alertmanagers: number;
  /**
   * When it lost its Alertmanagers, in milliseconds since the epoch.
   * @default - it has some
   */
  readonly lost?: number;
}

type Data = (state: PrometheusState, now: number) => object;

/** The `data` of its answers. Source: Prometheus, "HTTP API". */
const data: Readonly<Record<string, Data>> = {
  '/api/v1/query': ({ lost }, now) => {
    const values = { watchdog: 1, targets: 42, samples: 2293, dropped: 0, discovered: (lost ?? now) / 1000 };
    const result = Object.entries(values).map(([vigil, value]) => ({
      metric: { vigil },
      value: [now / 1000, String(value)],
    }));
    return { resultType: 'vector', result };
  },
  '/api/v1/alertmanagers': ({ alertmanagers }) => ({
    activeAlertmanagers: Array.from({ length: alertmanagers }, (_, index) => ({
      url: `http://10.0.0.${index + 1}:9093/api/v2/alerts`,
    })),
    droppedAlertmanagers: [],
  }),
  '/api/v1/status/runtimeinfo': ({ started }) => ({
    startTime: new Date(started).toISOString(),
    reloadConfigSuccess: true,
    lastConfigTime: new Date(started).toISOString(),
  }),
};

const ready = respondWith(200, 'text/plain; charset=utf-8', () => 'Prometheus Server is Ready.\n');
const notFound = respondWith(404, 'text/plain; charset=utf-8', () => '404 page not found\n');

/** What this Prometheus answers through the proxy of the API server. */
export function prometheusAnswers(state: PrometheusState): Action {
  return (exchange) => {
    const [, path = ''] = /\/proxy(\/[^?]*)/.exec(exchange.request.url ?? '') ?? [];
    if (path === '/-/ready') return ready(exchange);
    const answer = data[path];
    if (answer === undefined) return notFound(exchange);
    const body = () => JSON.stringify({ status: 'success', data: answer(state, exchange.now()) });
    return respondWith(200, 'application/json', body)(exchange);
  };
}
