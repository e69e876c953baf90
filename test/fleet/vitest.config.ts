import { defineConfig } from 'vitest/config';

/** An agency of 200 against the simulator's rate limiter; it prints the figures. */
export default defineConfig({
  test: {
    include: ['test/fleet/**/*.fleet.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
  },
});
