/**
 * The page's only script: makes every chart a slider over its points, for pointer, touch and arrow keys.
 * It is text, because it runs in the reader's browser and this program's types know none; the browser
 * tests hold it. Without it the page loses nothing but the values under the pointer.
 */
export const BEHAVIOUR = `
'use strict';
const number = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
const FORMATS = {
  time: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
};

function valueAt(course, minute) {
  const next = course.findIndex(([later]) => later > minute);
  if (next < 1) return course.at(-1)[1];
  const [[from, before], [to, after]] = [course[next - 1], course[next]];
  return before + (after - before) * (minute - from) / (to - from);
}

function timePoints(series) {
  const { span: [from, to], minutes, values, purchased, unit, by, fan } = series;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: series.zone, hourCycle: 'h23', ...FORMATS[by] });
  const half = { time: 0, hour: 0.5, day: 12, week: 84 }[by] * 3600000;
  const share = (ms) => (ms - from) / (to - from);
  const points = minutes.map((minute, at) => {
    const ms = from + minute * 60000;
    const when = (by === 'week' ? 'week of ' : '') + format.format(ms - half);
    const bought = purchased?.[at] ?? null;
    const part = bought === null ? '' : ', ' + number(bought) + ' of it purchased';
    return { share: share(ms), y: series.y?.[at], text: when + ': ' + number(values[at]) + ' ' + unit + part };
  });
  if (fan) {
    const start = fan[1][0][0];
    for (let step = 1; step <= 40; step++) {
      const minute = start + ((to - from) / 60000 - start) * step / 40;
      const ms = from + minute * 60000;
      const left = fan.map((course) => valueAt(course, minute));
      const [low, middle, high] = left.map((value) => number(Math.round(value)));
      points.push({ share: share(ms), text: format.format(ms) + ': about ' + middle + ' ' + unit + ', likely ' + low + ' to ' + high });
    }
  }
  return points;
}

function gridPoints({ rows, rowHeight, values, unit }) {
  return values.flatMap((hours, row) => hours.map((value, hour) => ({
    share: hour / 24, y: row * rowHeight,
    text: rows[row] + ' ' + String(hour).padStart(2, '0') + ':00: ' + (value === null ? 'not known' : number(value) + ' ' + unit + ' an hour'),
  })));
}

for (const chart of document.querySelectorAll('.chart')) {
  const isGrid = 'grid' in chart.dataset;
  const data = JSON.parse(isGrid ? chart.dataset.grid : chart.dataset.series);
  const points = isGrid ? gridPoints(data) : timePoints(data);
  if (points.length === 0) continue;
  const canvas = chart.querySelector('.canvas');
  const readout = chart.querySelector('.readout');
  const line = chart.querySelector('.cursor line');
  const dot = chart.querySelector('.cursor circle');
  const cell = chart.querySelector('.cell');
  let at = isGrid ? 0 : data.minutes.length - 1;

  const show = (next) => {
    at = Math.max(0, Math.min(points.length - 1, next));
    const { share, y, text } = points[at];
    const percent = (100 * share).toFixed(2) + '%';
    if (cell) {
      cell.setAttribute('x', String(1000 * share));
      cell.setAttribute('y', String(y));
      cell.setAttribute('visibility', 'visible');
    } else {
      for (const name of ['x1', 'x2']) line.setAttribute(name, percent);
      dot.setAttribute('cx', percent);
      dot.setAttribute('cy', String(y ?? 0));
      dot.setAttribute('visibility', y === undefined ? 'hidden' : 'inherit');
    }
    readout.textContent = text;
    readout.hidden = false;
    canvas.classList.add('on');
    canvas.setAttribute('aria-valuenow', String(at));
    canvas.setAttribute('aria-valuetext', text);
  };
  const hide = () => {
    readout.hidden = true;
    canvas.classList.remove('on');
    cell?.setAttribute('visibility', 'hidden');
  };
  const nearest = (event) => {
    const box = canvas.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    if (isGrid) {
      const row = Math.max(0, Math.min(6, Math.floor((event.clientY - box.top) / data.rowHeight)));
      return row * 24 + Math.max(0, Math.min(23, Math.floor(share * 24)));
    }
    let best = 0;
    points.forEach((point, index) => {
      if (Math.abs(point.share - share) < Math.abs(points[best].share - share)) best = index;
    });
    return best;
  };
  const page = isGrid ? 24 : Math.max(1, Math.round(points.length / 10));
  const MOVES = {
    ArrowRight: () => at + 1, ArrowLeft: () => at - 1,
    ArrowUp: () => isGrid ? at - 24 : at + 1, ArrowDown: () => isGrid ? at + 24 : at - 1,
    PageUp: () => at - page, PageDown: () => at + page, Home: () => 0, End: () => points.length - 1,
  };

  for (const [name, value] of Object.entries({
    role: 'slider', tabindex: '0', 'aria-label': canvas.dataset.label + ': arrow keys show each value',
    'aria-valuemin': '0', 'aria-valuemax': String(points.length - 1), 'aria-valuenow': String(at), 'aria-valuetext': points[at].text,
  })) canvas.setAttribute(name, value);
  canvas.querySelector('svg').setAttribute('aria-hidden', 'true');
  canvas.addEventListener('pointermove', (event) => show(nearest(event)));
  canvas.addEventListener('pointerdown', (event) => show(nearest(event)));
  canvas.addEventListener('pointerleave', hide);
  canvas.addEventListener('focus', () => { if (canvas.matches(':focus-visible')) show(at); });
  canvas.addEventListener('blur', hide);
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return hide();
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = move();
    if (!isGrid || (next >= 0 && next < points.length)) show(next);
  });
}
`.trim();
