import { version } from '../../package.json';

/** What the API server's audit log, and without a field manager `managedFields`, name as the client. */
export const userAgent = `eks-vigil/${version}`;
