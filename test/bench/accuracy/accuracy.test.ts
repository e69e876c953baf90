import { describe, expect, it } from 'vitest';
import {
  alertFiguresOf,
  projectAlerter,
  RULE_OF_THUMB,
  shareAlerter,
  simpleAlerter,
  simulateAlerts,
} from '../../../bench/accuracy/alert-simulation.ts';
import { casesOf, decisionHours } from '../../../bench/accuracy/cases.ts';
import { knownAt, peers, project } from '../../../bench/accuracy/forecasters.ts';
import { reportText } from '../../../bench/accuracy/report.ts';
import { runBench } from '../../../bench/accuracy/run.ts';
import { figuresOf, scoreOf } from '../../../bench/accuracy/score.ts';
import { traceOf } from '../../../bench/accuracy/traces.ts';

const START = Date.UTC(2025, 0, 7);

function trace(hours: number, spendOf: (hour: number) => number, stepMinutes = 60) {
  const rows = Array.from({ length: (hours * 60) / stepMinutes }, (_, step) => {
    const atMs = START + step * stepMinutes * 60_000;
    const spend = (spendOf(Math.floor((step * stepMinutes) / 60)) * stepMinutes) / 60;
    return `${new Date(atMs).toISOString()},${spend}`;
  });
  return traceOf('made up', ['time,spend', ...rows].join('\n'));
}

const even = trace(14 * 24, () => 5);

describe('a trace', () => {
  it('adds finer steps up to hours', () => {
    expect(trace(48, () => 5, 10).spend).toEqual(trace(48, () => 5).spend);
  });

  it('knows its mean, its length and its stratum', () => {
    expect(even).toMatchObject({ meanPerDay: 120, isLong: false, stratum: 'steady' });
    const burst = (hour: number) => (hour < 24 ? 100 : 1);
    expect(trace(40 * 24, burst)).toMatchObject({ isLong: true, stratum: 'erratic' });
  });

  it('refuses bad rows by name', () => {
    expect(() => traceOf('x', 'time,spend\n2025-01-07T00:00:00Z,-1')).toThrow('x: row 1');
    expect(() => traceOf('x', 'time,spend')).toThrow('x is empty');
  });
});

describe('the cases', () => {
  it('are asked every six hours after the warm-up', () => {
    expect(decisionHours(even).slice(0, 3)).toEqual([72, 78, 84]);
    expect(decisionHours(trace(40 * 24, () => 1))[0]).toBe(14 * 24);
  });

  it('know the truth: k days back from a depletion, and forward from k days of mean', () => {
    const cases = casesOf([even]);
    const back = cases.filter(({ protocol }) => protocol === 'P1');
    for (const { balance, trueHours } of back) expect(balance / 5).toBeCloseTo(trueHours);
    const forward = cases.filter(({ protocol, isCensored }) => protocol === 'P2' && !isCensored);
    for (const { balance, trueHours } of forward) expect(balance / 5).toBeCloseTo(trueHours);
    expect(cases.filter(({ isCensored }) => isCensored).length).toBeGreaterThan(0);
  });

  it('are the same in every run', () => {
    expect(casesOf([even])).toEqual(casesOf([even]));
  });

  it('ask a wallet through its life off the grid, refilled when dry', () => {
    const life = casesOf([even]).filter(({ protocol }) => protocol === 'P3');
    expect(life.slice(0, 3).map(({ hour }) => hour)).toEqual([72, 77, 82]);
    for (const { balance, trueHours, isCensored } of life) {
      expect(balance).toBeGreaterThan(0);
      expect(balance).toBeLessThanOrEqual(12 * 120);
      if (!isCensored) expect(balance / 5).toBeCloseTo(trueHours);
    }
    const refills = life.filter(({ balance }, at) => balance > (life[at - 1]?.balance ?? 1e9));
    expect(refills.length).toBeGreaterThan(0);
  });

  it('ask for the last hours: 1 to 16 mean hours left', () => {
    const near = casesOf([even]).filter(({ protocol }) => protocol === 'near');
    expect(near.slice(0, 5).map(({ trueHours }) => Math.round(trueHours))).toEqual([
      1, 2, 4, 8, 16,
    ]);
    expect(near[5]?.hour).toBe(77);
  });

  it('leave out where spending stopped before half of the time', () => {
    const stops = trace(14 * 24, (hour) => (hour < 80 ? 5 : 0));
    const back = casesOf([stops]).filter(({ protocol }) => protocol === 'P1');
    expect(back.every(({ hour }) => hour < 80)).toBe(true);
    expect(back.every(({ trueHours }) => trueHours >= 6)).toBe(true);
  });
});

describe('every forecaster', () => {
  it.each([project, ...peers])('$name is right about an even wallet', (forecaster) => {
    const answer = forecaster.prepare(knownAt(even, 240))(300);
    expect(answer.p50).toBeCloseTo(60, 6);
  });

  it('sees nothing of the future', () => {
    const rises = trace(14 * 24, (hour) => (hour < 240 ? 5 : 500));
    for (const forecaster of [project, ...peers]) {
      const notified = forecaster.prepare(knownAt(rises, 240))(300);
      expect(notified).toEqual(forecaster.prepare(knownAt(even, 240))(300));
    }
  });
});

describe('a case that the forecaster leaves unanswered', () => {
  it('is scored with the date of its own model', () => {
    const stopped = trace(14 * 24, (hour) => (hour < 200 ? 5 : 0));
    const { state, p10, p50, p90 } = project.prepare(knownAt(stopped, 240))(4);
    expect(state).toBe('empty');
    expect(p50).toBeGreaterThan(1);
    expect(p10).toBeLessThan(p50);
    expect(p90).toBeGreaterThan(p50);
  });
});

describe('the score', () => {
  const asked = {
    trace: 0,
    hour: 0,
    balance: 1,
    trueHours: 10,
    isCensored: false,
    protocol: 'P2' as const,
  };

  it('is the logarithm of predicted ÷ true, between 15 minutes and 60 days', () => {
    expect(scoreOf(asked, { p50: 20 }).error).toBeCloseTo(Math.LN2);
    expect(scoreOf(asked, { p50: 0 }).error).toBeCloseTo(Math.log(0.025));
    expect(scoreOf(asked, { p50: Number.POSITIVE_INFINITY }).error).toBeCloseTo(Math.log(144));
  });

  it('of a case that outlives the trace is an error only if the forecast is earlier', () => {
    const censored = { ...asked, isCensored: true };
    expect(scoreOf(censored, { p50: 20 }).error).toBe(0);
    expect(scoreOf(censored, { p50: 5 }).error).toBeCloseTo(-Math.LN2);
    expect(scoreOf(censored, { p50: 30, p10: 20, p90: 40 }).isInside).toBe(true);
  });

  it('weighs every series the same', () => {
    const figures = figuresOf([
      ...Array.from({ length: 9 }, () => ({ trace: 0, error: 0 })),
      { trace: 1, error: 1 },
    ]);
    expect(figures).toMatchObject({ cases: 10, mae: 0.5, p90: 1, tooOptimistic: 0.5 });
  });
});

describe('the alert simulation', () => {
  it('warns of every depletion of an even wallet three days before, once', () => {
    const depletions = simulateAlerts(
      trace(21 * 24, () => 5),
      0,
      projectAlerter,
    );
    expect(depletions.length).toBeGreaterThan(2);
    const figures = alertFiguresOf(depletions, 3);
    expect(figures).toMatchObject({ warned: 1, early: 0, alerts: 1 });
    expect(figures.offHours).toBeLessThanOrEqual(4);
  });

  it('warns of them a day before at once, and counts no reminder as an alert', () => {
    const wallet = trace(21 * 24, () => 5);
    const lastDay = alertFiguresOf(simulateAlerts(wallet, 0, projectAlerter), 1);
    expect(lastDay).toMatchObject({ warned: 1, early: 0, alerts: 1 });
    expect(lastDay.offHours).toBeLessThanOrEqual(1);
  });

  it('runs other rules beside it', () => {
    const wallet = trace(21 * 24, () => 5);
    const [, lastDay] = [project, ...peers];
    if (lastDay === undefined) throw new Error('there are peers');
    const thumb = simulateAlerts(wallet, 0, () => simpleAlerter(wallet, lastDay, RULE_OF_THUMB));
    expect(alertFiguresOf(thumb, 3)).toMatchObject({ warned: 1, alerts: 1, offHours: 0 });
    const share = simulateAlerts(wallet, 0, (credits) => shareAlerter(0.2, credits));
    expect(share.map(({ leadsHours }) => leadsHours[1][0])).toContain(19);
  });
});

describe('the bench', () => {
  it('measures and prints everything', () => {
    const short = trace(6 * 24, () => 5);
    const wavy = trace(6 * 24, (hour) => 5 + 4 * Math.sin(hour / 3.82));
    let done = 0;
    const results = runBench([short, wavy], (share) => {
      done = share;
    });
    expect(done).toBe(1);
    expect(results.accuracy.map(({ name }) => name)).toEqual(
      [project, ...peers].map(({ name }) => name),
    );
    expect(results.accuracy[0]?.by.P1.all.median).toBeLessThan(0.05);
    expect(results.accuracy[0]?.by.P2.all.coverage).toBeGreaterThan(0.5);
    const text = reportText(results);
    expect(text).toContain('| smartlyq-runway |');
    expect(text).toContain('predict_linear 6 h');
  });
});
