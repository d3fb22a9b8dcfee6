import globalSetup from '../support/globalSetup';
import { findAssets } from './executables';

/** Reports what is missing before the first test. */
export default async function setUp(): Promise<void> {
  globalSetup();
  await findAssets(process.env);
}
