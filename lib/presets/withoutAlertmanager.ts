import type { ComponentProbe } from './component';
import { components } from './components';

/** How a Prometheus is asked that has no Alertmanager on purpose: the full probe would report what is missing. */
export const probeWithoutAlertmanager: ComponentProbe = {
  ...components['prometheus-agent'].probe,
  why: 'It has no Alertmanager, which the probe prometheus requires, so it is only asked whether it is ready.',
};
