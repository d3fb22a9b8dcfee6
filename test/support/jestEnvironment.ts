import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

type Arguments = ConstructorParameters<typeof TestEnvironment>;

/**
 * Jest's environment for Node.js, with an ordinary global object. Jest's own is a proxy behind an interceptor, which is asked for
 * each use of `Array`, `Date` or `Math`: what computes takes two to three times as long there.
 */
export default class PlainGlobalEnvironment extends TestEnvironment {
  constructor(...args: Arguments) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }
}
