import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { ControlPlane } from '../controlPlane';

/** Writes a kubeconfig with a token, and returns its path. */
export function kubeconfigWith(token: string, name: string, controlPlane: ControlPlane): string {
  const config = parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
  const path = `${controlPlane.kubeconfig}.${name}`;
  const users = config.users.map((user: object) => ({ ...user, user: { token } }));
  writeFileSync(path, stringify({ ...config, users }));
  return path;
}
