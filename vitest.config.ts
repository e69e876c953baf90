import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Property tests and child processes on a busy machine; nothing here measures time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
