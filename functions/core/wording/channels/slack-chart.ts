import type { PastBalance } from '../chat.ts';

/** Slack's limits of the block `data_visualization`. */
const MAX_POINTS = 20;
const MAX_TITLE = 50;
const MAX_SERIES_NAME = 20;
/** Two points are a line that says nothing. */
const MIN_POINTS = 3;

export const CHART_BLOCK = 'data_visualization';

/** The balance as a chart that Slack draws itself. Labels must differ, and be the categories. */
export function slackChart(
  past: readonly PastBalance[],
  currency: string,
): Readonly<Record<string, unknown>> | undefined {
  const last = new Map(past.map(({ label, value }) => [label, value]));
  const data = [...last].slice(-MAX_POINTS).map(([label, value]) => ({ label, value }));
  if (data.length < MIN_POINTS) return undefined;
  return {
    type: CHART_BLOCK,
    title: `Balance in ${currency}`.slice(0, MAX_TITLE),
    chart: {
      type: 'line',
      series: [{ name: currency.slice(0, MAX_SERIES_NAME), data }],
      axis_config: { categories: data.map(({ label }) => label) },
    },
  };
}
