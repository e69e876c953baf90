import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const scriptOf = (path: string) =>
  readFileSync(new URL(`../../node_modules/${path}`, import.meta.url), 'utf8');
const RENDERER = scriptOf('adaptivecards/dist/adaptivecards.min.js');
const MARKDOWN = scriptOf('markdown-it/dist/browser/markdown-it.umd.min.js');

export type Theme = 'light' | 'dark';

const COLORS = {
  light: { page: '#f5f5f5', card: '#ffffff', text: '#242424', subtle: '#616161' },
  dark: { page: '#1f1f1f', card: '#292929', text: '#ffffff', subtle: '#adadad' },
} as const;
/** Of Teams' own themes. */
const SEVERITY = {
  light: { accent: '#5b5fc7', warning: '#835c00', attention: '#c4314b' },
  dark: { accent: '#9299f7', warning: '#f8d22a', attention: '#f9526b' },
} as const;

export interface DrawnCard {
  readonly png: Buffer;
  /** What Microsoft's validation found. */
  readonly faults: readonly string[];
  /** As a person reads it. */
  readonly text: string;
  /** What Markdown made of it beside text. */
  readonly links: readonly string[];
  readonly formatted: number;
  readonly isCut: boolean;
}

/** Validates a card and draws it with Microsoft's own renderer, as wide as a chat. */
export async function drawCard(
  browser: Browser,
  card: Readonly<Record<string, unknown>>,
  theme: Theme,
): Promise<DrawnCard> {
  const page = await browser.newPage({ viewport: { width: 640, height: 100 } });
  const { page: around, card: background, text, subtle } = COLORS[theme];
  try {
    await page.setContent(
      `<body style="margin:0;padding:16px;background:${around}"><div id="card" style="background:${background};border-radius:4px;padding:4px;box-shadow:0 1px 3px #0003"></div>
       <style>.ac-pushButton{background:transparent;color:${text};border:1px solid ${subtle};border-radius:4px;padding:5px 16px;font:600 14px sans-serif}.ac-textBlock p{margin:0}</style></body>`,
    );
    await page.addScriptTag({ content: RENDERER });
    await page.addScriptTag({ content: MARKDOWN });
    const drawn = await page.evaluate(
      ({ card, text, subtle, colors }) => {
        // biome-ignore lint/suspicious/noExplicitAny: globals of the two scripts
        const { AdaptiveCards, markdownit, document } = globalThis as any;
        const color = (value: string) => ({ default: value, subtle });
        const foregroundColors = {
          default: color(text),
          accent: color(colors.accent),
          warning: color(colors.warning),
          attention: color(colors.attention),
        };
        AdaptiveCards.AdaptiveCard.onProcessMarkdown = (
          source: string,
          result: { outputHtml: string; didProcess: boolean },
        ) => {
          result.outputHtml = markdownit().render(source);
          result.didProcess = true;
        };
        const one = new AdaptiveCards.AdaptiveCard();
        one.hostConfig = new AdaptiveCards.HostConfig({
          fontFamily: 'Segoe UI, sans-serif',
          spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
          fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
          containerStyles: { default: { foregroundColors } },
          actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: 'horizontal' },
          factSet: { title: { weight: 'bolder', maxWidth: 110 }, spacing: 12 },
        });
        one.parse(card);
        const { validationEvents } = one.validateProperties();
        const element = one.render();
        document.getElementById('card')?.append(element);
        return {
          faults: validationEvents.map(({ message }: { message: string }) => message),
          text: element.innerText,
          links: [...element.querySelectorAll('a')].map((link) => (link as { href: string }).href),
          formatted: element.querySelectorAll('em, strong, ul, ol, h1, h2, img, code').length,
          isCut: element.scrollWidth > element.clientWidth,
        };
      },
      { card, text, subtle, colors: SEVERITY[theme] },
    );
    const png = await page.locator('body').screenshot();
    return { ...drawn, png };
  } finally {
    await page.close();
  }
}
