import { burnNumberText } from '../../core/kinds/phrases.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { amountText } from '../../core/text/numbers.ts';
import { runwayText } from '../../core/wording/runway-text.ts';
import type { RankedWallet, ReportData } from '../report-data.ts';
import { type Html, html } from './html.ts';

/** All wallets, the one that runs out first on top. */
export function ranking({ ranking: wallets = [], nowMs, timeZone }: ReportData): Html {
  const row = (wallet: RankedWallet) => {
    const { latest } = wallet;
    const name = html`<th scope="row">${wallet.href === undefined || wallet.isShown ? wallet.name : html`<a href="${wallet.href}">${wallet.name}</a>`}${wallet.isShown ? html` <small>(this page)</small>` : undefined}</th>`;
    const subs =
      wallet.subAccounts === undefined ? undefined : html`<br><small>${wallet.subAccounts}</small>`;
    if (latest === undefined)
      return html`<tr>${name}<td colspan="3">no reading yet${subs}</td></tr>`;
    const { balance, atMs } = latest.reading;
    const isStale = nowMs - atMs > wallet.staleAfterMs;
    return html`<tr>${name}<td>${amountText(balance)}</td><td>${burnNumberText(latest.burnPerDay, latest.state, balance.currency)}</td><td>${runwayText(latest, timeZone)}${isStale ? html`<br><strong class="severity warning">no reading since ${localDayAndTime(atMs, timeZone)}</strong>` : undefined}${subs}</td></tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="All wallets, by days left"><table class="ranking"><thead><tr><th scope="col">Wallet</th><th scope="col">Left</th><th scope="col">A day</th><th scope="col">When</th></tr></thead><tbody>${wallets.map(row)}</tbody></table></div>`;
}
