import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackChart } from '../../../../../functions/core/wording/channels/slack-chart.ts';

interface Chart {
  readonly title: string;
  readonly chart: {
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[] };
  };
}

describe("Slack's own chart", () => {
  it('shows each day once, the newest value of it', () => {
    const past = [
      { label: 'Mon 16 Nov', value: 300 },
      { label: 'Tue 17 Nov', value: 200 },
      { label: 'Wed 18 Nov', value: 120 },
      { label: 'Wed 18 Nov', value: 100 },
    ];
    expect(slackChart(past, 'SQC')).toEqual({
      type: 'data_visualization',
      title: 'Balance in SQC',
      chart: {
        type: 'line',
        series: [
          {
            name: 'SQC',
            data: [
              { label: 'Mon 16 Nov', value: 300 },
              { label: 'Tue 17 Nov', value: 200 },
              { label: 'Wed 18 Nov', value: 100 },
            ],
          },
        ],
        axis_config: { categories: ['Mon 16 Nov', 'Tue 17 Nov', 'Wed 18 Nov'] },
      },
    });
  });

  it('is left out where two points would make a line that says nothing', () => {
    const past = [
      { label: 'Mon 16 Nov', value: 300 },
      { label: 'Tue 17 Nov', value: 200 },
    ];
    expect(slackChart(past, 'SQC')).toBeUndefined();
  });

  it("keeps within Slack's limits for any past and any currency", () => {
    const point = fc.record({ label: fc.string(), value: fc.double({ noNaN: true }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), fc.string(), (past, currency) => {
        const block = slackChart(past, currency) as Chart | undefined;
        if (block === undefined) return;
        const [series] = block.chart.series;
        expect(block.title.length).toBeLessThanOrEqual(50);
        expect(series?.name.length).toBeLessThanOrEqual(20);
        expect(series?.data.length).toBeLessThanOrEqual(20);
        const labels = series?.data.map(({ label }) => label);
        expect(labels).toEqual(block.chart.axis_config.categories);
        expect(new Set(labels).size).toBe(labels?.length);
      }),
    );
  });
});
