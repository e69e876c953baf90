import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN = `axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary)])))`;

/** What axe-core finds wrong with a page, each with its elements. */
export async function violationsOn(page: Page): Promise<unknown> {
  // What a tool injects is not the page's: it goes around the policy that the page keeps.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Runtime.evaluate', { expression: AXE });
  const { result } = await cdp.send('Runtime.evaluate', { expression: RUN, awaitPromise: true });
  return JSON.parse(result.value);
}
