import globalSetup from '../support/globalSetup';
import { findAssets } from './executables';

/** Says what is missing before the first test, instead of in each. */
export default async function setUp(): Promise<void> {
  globalSetup();
  await findAssets(process.env);
}
