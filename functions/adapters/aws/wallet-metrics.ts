import type { Forecast } from '../../core/forecast/forecast.ts';
import type { Reading } from '../../core/ledger/reading.ts';

export const METRICS_NAMESPACE = 'SmartlyqRunway';

/** Writes a poll's figures to the log in CloudWatch's embedded format. Never fails a poll. */
export type WalletMetrics = (wallet: string, reading: Reading, forecast: Forecast) => Promise<void>;

/**
 * `RunwayDays` (absent while nothing runs down), `Balance` and `BurnPerDay`, by wallet and currency.
 * The library is loaded with the first poll that wants it: whoever pays for no metrics waits for none.
 */
export function createWalletMetrics(onMissed: (why: string) => void): WalletMetrics {
  return async (wallet, { balance }, { runwayDays, burnPerDay }) => {
    try {
      const { Metrics, MetricUnit } = await import('@aws-lambda-powertools/metrics');
      const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
      metrics.addDimensions({ wallet, currency: balance.currency });
      metrics.addMetric('Balance', MetricUnit.NoUnit, Number(balance.decimal));
      metrics.addMetric('BurnPerDay', MetricUnit.NoUnit, burnPerDay);
      if (runwayDays !== null) metrics.addMetric('RunwayDays', MetricUnit.NoUnit, runwayDays.p50);
      metrics.publishStoredMetrics();
    } catch (error) {
      onMissed(String(error));
    }
  };
}
