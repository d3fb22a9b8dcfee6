import requireLambdaNode from '../support/nodeVersion';
import { findAssets } from './executables';

/** Says what is missing before the first test, instead of in each. */
export default async function setUp(): Promise<void> {
  requireLambdaNode();
  await findAssets(process.env);
}
