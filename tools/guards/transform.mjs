// A jest transform: as usual, but for one guard, named by SKEIN_WITHOUT_GUARD, that is taken out of the sources.
import swcJest from '@swc/jest';
import { guardNamed, sourceWithout } from './without-guard.mjs';

export default {
  createTransformer(options) {
    const inner = swcJest.createTransformer(options);
    const guard = guardNamed(process.env.SKEIN_WITHOUT_GUARD);
    const without = (source, filename) => sourceWithout(guard, filename, source);
    return {
      canInstrument: inner.canInstrument,
      process: (source, filename, context) => inner.process(without(source, filename), filename, context),
      processAsync: async (source, filename, context) => inner.processAsync(without(source, filename), filename, context),
      // of the changed source, so that neither run finds what the other has kept
      getCacheKey: (source, filename, ...rest) => inner.getCacheKey(without(source, filename), filename, ...rest),
    };
  },
};
