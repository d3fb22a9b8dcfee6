import { removeSharedFolder } from './onceForRun';

/** Removes what the test files of a Jest run shared. */
export default function globalTeardown(): void {
  removeSharedFolder();
}
