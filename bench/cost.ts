import { AGENCY_ASSUMPTIONS, agencyBill } from './cost/agency-bill.ts';
import { ASSUMPTIONS, billOf, sum } from './cost/bill.ts';
import { measureAgency } from './cost/measure-agency.ts';
import { measureColdPoll } from './cost/measure-cold-poll.ts';
import { measurePolls } from './cost/measure-polls.ts';
import { templateParts } from './cost/template-parts.ts';
import prices from './prices/2026-11-22.json' with { type: 'json' };

const POLL_MINUTES = 15;
const WALLETS = [1, 10, 200];
const SUB_ACCOUNTS = 200;

/** Types that AWS charges nothing for; all others have a line in the bill. */
const FREE = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  // Free until a run is lost, then $0.40 a million.
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
];
const CHARGED = ['AWS::CloudWatch::Alarm', 'AWS::Scheduler::Schedule'];

const dollars = (amount: number, digits = 4) => `$${amount.toFixed(digits)}`;
const print = (line = '') => process.stdout.write(`${line}\n`);

const { tuning } = templateParts(1, POLL_MINUTES);
const units = await measurePolls(POLL_MINUTES);
const computed = await measureColdPoll(tuning);
const bills = WALLETS.map((wallets) => {
  const parts = templateParts(wallets, POLL_MINUTES);
  return { wallets, parts, ...billOf(parts, units, computed, POLL_MINUTES, prices) };
});
const [one] = bills;
if (one === undefined) throw new Error('no bill');

const agency = templateParts(1, POLL_MINUTES, true);
const unexplained = agency.types.filter((type) => ![...FREE, ...CHARGED].includes(type));
if (unexplained.length > 0) throw new Error(`the bill does not know ${unexplained.join(', ')}`);

print(
  `Prices of ${prices.date}, ${prices.region}, without free tier. Measured: ${units.polls} polls of the`,
);
print(
  `fourth week; a poll writes ${units.writeUnits.toFixed(2)} and reads ${units.readUnits.toFixed(2)} units, logs ${units.logBytes.toFixed(0)} bytes,`,
);
print(
  `keeps ${units.bytesPerReading.toFixed(0)}; it computes ${computed.cold.toFixed(3)} s cold and ${computed.warm.toFixed(3)} s warm.`,
);
print();
print('Assumed:');
for (const [name, value] of Object.entries(ASSUMPTIONS)) print(`  ${name.padEnd(18)} ${value}`);
print();
print('| a month, polled every 15 minutes | one wallet |');
print('| --- | ---: |');
for (const [name, amount] of Object.entries(one.byWallet))
  print(`| ${name} | ${dollars(amount)} |`);
print(`| **one wallet** | **${dollars(sum(one.byWallet))}** |`);
for (const [name, amount] of Object.entries(one.fixed)) print(`| ${name} | ${dollars(amount)} |`);
print(`| **fixed part, ${one.parts.alarms} alarms** | **${dollars(sum(one.fixed))}** |`);
print();
print('| wallets | cold polls | one wallet | fixed | a month |');
print('| ---: | ---: | ---: | ---: | ---: |');
for (const { wallets, fixed, byWallet, coldShare } of bills) {
  const used = wallets * sum(byWallet);
  print(
    `| ${wallets} | ${Math.round(100 * coldShare)} % | ${dollars(sum(byWallet))} | ${dollars(sum(fixed), 2)} | ${dollars(sum(fixed) + used, 2)} |`,
  );
}

const agencyUnits = await measureAgency(SUB_ACCOUNTS, POLL_MINUTES);
const ofAgency = agencyBill(agency, agencyUnits, SUB_ACCOUNTS, computed, prices);
const { readings, writeUnits, readUnits } = agencyUnits;
print();
print(
  `An agency with ${SUB_ACCOUNTS} sub-accounts behind 60 requests a minute: ${readings.toFixed(0)} readings an hour,`,
);
print(
  `each writes ${(writeUnits / readings).toFixed(2)} and reads ${(readUnits / readings).toFixed(2)} units. Assumed:`,
);
for (const [name, value] of Object.entries(AGENCY_ASSUMPTIONS)) {
  print(`  ${name.padEnd(18)} ${value}`);
}
print();
print(`| a month | ${SUB_ACCOUNTS} sub-accounts |`);
print('| --- | ---: |');
for (const [name, amount] of Object.entries(ofAgency)) print(`| ${name} | ${dollars(amount, 2)} |`);
const above =
  sum(one.fixed) + sum(one.byWallet) + (agency.alarms - one.parts.alarms) * prices.alarmMonth;
print(`| its own wallet, ${agency.alarms} alarms | ${dollars(above, 2)} |`);
print(`| **in all** | **${dollars(sum(ofAgency) + above, 2)}** |`);
print(`| a sub-account | ${dollars(sum(ofAgency) / SUB_ACCOUNTS)} |`);
