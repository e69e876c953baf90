/**
 * A Lambda's process that stays: loads a handler as the runtime does, tells its parent that it is there, and
 * answers one event after the other. Plain JavaScript, so that starting it takes what starting the function takes.
 *
 * Argument: the handler's file.
 */
const { handler } = await import(process.argv[2]);
const context = { awsRequestId: 'bench', callbackWaitsForEmptyEventLoop: false };

process.on('message', async (event) => {
  try {
    process.send({ answer: await handler(event, context) });
  } catch (error) {
    process.send({ failure: String(error?.stack ?? error) });
  }
});
process.send('ready');
