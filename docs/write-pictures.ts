// node docs/write-pictures.ts: what each channel is sent, drawn into docs/pictures.
import { writeFileSync } from 'node:fs';
import { exampleMessage } from '../cli/demo/all-kinds.ts';
import { discordMessage } from '../functions/core/wording/channels/discord.ts';
import { pagerdutyEvents } from '../functions/core/wording/channels/pagerduty.ts';
import { slackMessage } from '../functions/core/wording/channels/slack.ts';
import { teamsMessage } from '../functions/core/wording/channels/teams.ts';
import { startBrowser } from '../test/support/browser.ts';
import { drawCard } from '../test/support/card-picture.ts';

const message = exampleMessage('runway', {
  wallet: { id: 'main', name: 'Production' },
  links: { page: 'https://example.com/page', canSnooze: true },
});
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The parts of the Slack message in their order; Slack draws the balance as a chart beside them. */
function slackHtml(): string {
  const { blocks } = slackMessage(message.chat);
  const parts = (
    blocks as { type: string; text?: { text: string }; elements?: { text: string }[] }[]
  ).map(({ type, text, elements = [] }) => {
    const shown = [text?.text ?? '', ...elements.map((one) => one.text)]
      .join(' ')
      .replace(/<(https:[^|>]+)\|([^>]+)>/g, '<a>$2</a>')
      .replace(/\*([^*]+)\*/g, '<b>$1</b>')
      .replace(':warning:', '⚠️')
      .replaceAll('\n', '<br>');
    return `<div class="${type}">${shown}</div>`;
  });
  return frame(
    '#ffffff',
    '#1d1c1d',
    `<style>.header{font-weight:900;font-size:18px;margin-bottom:6px}.context{color:#616061;font-size:13px;margin-top:8px}a{color:#1264a3}</style><b>runway</b> <span style="background:#ddd;font-size:10px;padding:1px 3px">APP</span> ${parts.join('')}`,
  );
}

function discordHtml(): string {
  const [{ title, description, color, footer }] = discordMessage(message.chat).embeds;
  const text = description
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '<a>$1</a>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/\\([^\w\s])/g, '$1')
    .replaceAll('\n', '<br>');
  return frame(
    '#313338',
    '#dbdee1',
    `<style>a{color:#00a8fc}</style><b>runway</b> <span style="background:#5865f2;color:#fff;font-size:10px;padding:1px 4px;border-radius:3px">APP</span>
     <div style="background:#2b2d31;border-left:4px solid #${color.toString(16)};border-radius:4px;padding:10px 14px;margin-top:6px"><b>${title}</b><br><br>${text}<br><br><small>${footer.text}</small></div>`,
  );
}

function pagerdutyHtml(): string {
  const [event] = pagerdutyEvents(message, 'info');
  const { summary, severity, source, custom_details } = (event?.payload ?? {}) as {
    summary: string;
    severity: string;
    source: string;
    custom_details: Record<string, string>;
  };
  const rows = Object.entries({ Source: source, ...custom_details }).map(
    ([label, text]) =>
      `<tr><td style="color:#6e6e6e;padding-right:16px">${label}</td><td>${escaped(text)}</td></tr>`,
  );
  const links = (event?.links ?? []).map(({ text }) => `<a>${text}</a>`).join(' · ');
  return frame(
    '#ffffff',
    '#2a2a2a',
    `<style>a{color:#0a6ebd}</style><span style="background:#eeb004;color:#000;font-size:11px;padding:2px 6px;border-radius:3px">TRIGGERED · ${severity}</span>
     <h3 style="margin:8px 0">${escaped(summary)}</h3><table style="font-size:14px">${rows.join('')}</table><p>${links}</p>`,
  );
}

function frame(background: string, color: string, body: string): string {
  return `<body style="margin:0;padding:14px;width:612px;background:${background};color:${color};font:15px/1.45 sans-serif">${body}</body>`;
}

const browser = await startBrowser();
try {
  const save = (name: string, png: Buffer) =>
    writeFileSync(new URL(`pictures/${name}.png`, import.meta.url), png);
  const card = teamsMessage(message.chat).attachments[0].content;
  for (const theme of ['light', 'dark'] as const) {
    save(`teams-${theme}`, (await drawCard(browser, card, theme)).png);
  }
  const pages = { slack: slackHtml(), discord: discordHtml(), pagerduty: pagerdutyHtml() };
  for (const [name, html] of Object.entries(pages)) {
    const page = await browser.newPage({ viewport: { width: 640, height: 100 } });
    await page.setContent(html);
    save(name, await page.locator('body').screenshot());
  }
} finally {
  await browser.close();
}
