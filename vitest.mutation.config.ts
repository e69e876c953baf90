import { defineConfig } from 'vitest/config';

/** The tests that `npm run test:mutation` runs again for each change: those of the deciding code. */
export default defineConfig({
  test: {
    include: ['test/functions/{core,engine,poll,sub-accounts}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
