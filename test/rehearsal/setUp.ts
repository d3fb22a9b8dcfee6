import globalSetup from '../support/globalSetup';
import { findTools } from './tools';

/** Reports what is missing before the first test. */
export default async function setUp(): Promise<void> {
  globalSetup();
  await findTools(process.env);
}
