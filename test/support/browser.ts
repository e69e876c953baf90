import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** A real Chromium, from npm alone: nothing has to be installed on the machine. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Its own arguments are for Lambda: one process, which ends with its first context, and no web security.
    args: ['--no-sandbox'],
    headless: true,
  });
}
