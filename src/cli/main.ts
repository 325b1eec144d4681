import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { refuseTooFewAddresses } from '../engine/addressSpace';
import { CLAIMS_SEEDS } from '../engine/claims/plan';
import { PRESET_NAMES } from '../engine/sweep/presets';
import { DEFAULT_SEEDS } from '../engine/sweep/replication';
import { parseShard, type Shard } from '../engine/sweep/shard';
import { FEWEST_ORDERS, MOST_ORDERS, ordersSchema } from '../engine/sweep/sweepSchema';
import { ENGINE_VERSION } from '../engine/version';
import { causalCommand } from './causal';
import { claimsCommand } from './claims';
import { exitStatusOf, refuseWithoutWorkingFolder } from './ending';
import { mergeCommand } from './merge';
import { negativeControlCommand } from './negativeControl';
import { replicateCommand } from './replicate';
import { resumeCommand } from './resume';
import { runCommand } from './run';
import { showCommand } from './show';
import { print, tell } from './streams';
import { sweepCommand } from './sweep';
import { verifyCommand } from './verify';
import { writeDrawnDigits } from './writeDrawnDigits';

const program = new Command('attribution')
  .description(
    "Do the sizes of a parameter's updates during training tell where in a network a piece of knowledge is kept?",
  )
  .version(ENGINE_VERSION)
  .configureOutput({
    writeOut: (text) => {
      printed = print(text);
      // Rejection is handled where it is awaited.
      printed.catch(() => {});
    },
    writeErr: tell,
  })
  .exitOverride();

withConfig(program.command('run').description('run an experiment and report what came out'))
  .option('--seed <n>', 'seed of initial weights and shuffles', wholeNumber)
  .option('--initial <file>', 'start from the initial/… tensors of a safetensors file')
  .option('--out <folder>', 'keep the run in this folder, which must be absent or empty')
  .option('--checkpoint <seconds>', 'time between two checkpoints of a network, at least; 5 when left out', seconds)
  .option('--json', 'print one JSON object on standard output')
  .action(runCommand);

program
  .command('resume')
  .description('go on with a run that was interrupted or cancelled, to the bytes that it would have had')
  .argument('<run>', 'the folder of the run')
  .option('--data <source>', 'where its images are now, if not where they were')
  .option('--checkpoint <seconds>', 'time between two checkpoints of a network, at least; 5 when left out', seconds)
  .option('--json', 'print one JSON object on standard output')
  .action(resumeCommand);

withKeeping(
  program
    .command('sweep')
    .description('run an experiment for every combination of some values; the same command goes on after a stop')
    .argument('[sweep]', 'a sweep file (*.attribution-sweep.json); may be left out with --preset')
    .addOption(new Option('--preset <name>', 'a sweep with a question of its own').choices(PRESET_NAMES))
    .option('--out <folder>', 'where the cells are kept; absent, empty, or begun by the same command')
    .option('--shard <I/N>', 'compute every N-th cell, from the I-th on', shard)
    .option('--keep-runs', 'keep every cell as a whole run too, in runs/<cell>')
    .option('--print <cell>', 'print the config of one cell, and run nothing', wholePositive),
).action(sweepCommand);

program
  .command('merge')
  .description('join the parts of a sweep')
  .argument('<folders...>', 'the folders of all parts')
  .requiredOption('--out <folder>', 'where the whole sweep is written; absent or empty')
  .option('--json', 'print one JSON object on standard output')
  .action(mergeCommand);

withKeeping(
  withConfig(program.command('replicate').description('run one experiment under several seeds'))
    .option('--seed <n>', 'the first seed', wholeNumber)
    .option('--seeds <n>', 'how many seeds', wholePositive, DEFAULT_SEEDS)
    .option(
      '--orders <n>',
      'run each seed in this many shuffled orders too, and say how far residual x and y come again',
      shuffledOrders,
    )
    .requiredOption('--out <folder>', 'where the cells are kept; absent, empty, or begun by the same command')
    .option('--keep-runs', 'keep every run, in runs/<cell>'),
).action(replicateCommand);

withKeeping(
  withKeys(program.command('claims').description('test every claim of the post, and write the page that says how'))
    .option('--config <file>', 'a config file (*.attribution.json); the defaults when it is left out')
    .option('--seed <n>', 'the first seed', wholeNumber)
    .option('--seeds <n>', 'how many seeds', wholePositive, CLAIMS_SEEDS)
    .requiredOption('--out <folder>', 'where cells and page are kept; absent, empty, or begun by the same command'),
).action(claimsCommand);

program
  .command('causal')
  .description('change the weights that x puts first, in a kept run, and report what that does to A and to B')
  .argument('<run>', 'the folder of a run')
  .option('--tensor <name>', 'the weights that are ranked', 'layer1.weight')
  .option(
    '--seeds <n>',
    'how many seeds: that of the run, and those that follow, which are trained for it',
    wholePositive,
    1,
  )
  .option('--data <source>', 'where its images are now, if not where they were')
  .option('--keep', 'keep the test in the folder of the run, where the panel finds it')
  .option('--json', 'print one JSON object on standard output')
  .action(causalCommand);

program
  .command('negative-control')
  .description('hold the y of a kept run against x of shuffled labels, and of other networks')
  .argument('<run>', 'the folder of a run')
  .option('--data <source>', 'where its images are now, if not where they were')
  .option('--tallies <n>', 'how many', wholeNumber, 20)
  .option('--json', 'print one JSON object on standard output')
  .action(negativeControlCommand);

program
  .command('show')
  .description('how y goes with x in every layer of a run, of any size and whoever recorded it')
  .argument('<run>', 'the folder of a run')
  .option('--layer <name>', 'one layer; all when it is left out')
  .option('--json', 'print one JSON object on standard output')
  .action(showCommand);

program
  .command('verify')
  .description('tell whether runs, sweeps, replications and claims still say what was written')
  .argument('<folders...>', 'folders of them, or with some of them in it')
  .option('--deep', 'make every figure of the runs again from their tensors, and hold what is said against that')
  .option('--json', 'print one JSON object on standard output')
  .action(verifyCommand);

program
  .command('data')
  .description('work with data sets')
  .command('drawn')
  .description('write the drawn digits as four IDX files with MNIST’s names')
  .requiredOption('--out <folder>', 'where to write them')
  .option('--seed <n>', 'which drawn digits', wholeNumber, 1)
  .action(writeDrawnDigits);

function withConfig(command: Command): Command {
  return withKeys(command.argument('[config]', 'a config file (*.attribution.json); the defaults when it is left out'));
}

function withKeys(command: Command): Command {
  return command
    .option(
      '--set <key=value>',
      'set a config key to a JSON value or a bare word; may be given several times',
      (pair, earlier: string[]) => [...earlier, pair],
      [],
    )
    .option(
      '--data <source>',
      'mnist, drawn, or a folder of IDX files (in a config file a relative path begins at that file)',
    );
}

function withKeeping(command: Command): Command {
  return command
    .option('--jobs <n>', 'experiments at a time; one a core when it is left out', wholePositive)
    .option('--json', 'print one JSON object on standard output');
}

function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError(`Found ${JSON.stringify(text)}; expected I/N with I from 1 to N, such as 2/3.`);
}

function shuffledOrders(text: string): number {
  const orders = ordersSchema.safeParse(/^\d+$/.test(text) ? Number(text) : undefined);
  if (orders.success) return orders.data;
  const expected = `a whole number from ${FEWEST_ORDERS} to ${MOST_ORDERS}`;
  throw new InvalidArgumentError(`Found ${JSON.stringify(text)}; expected ${expected}.`);
}

function wholePositive(text: string): number {
  const value = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`Found ${JSON.stringify(text)}; expected a whole number of at least 1.`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError(`Found ${JSON.stringify(text)}; expected a whole number of at least 0.`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError(`Found ${JSON.stringify(text)}; expected a number of at least 0.`);
}

/** What commander has printed. */
let printed: Promise<void> | undefined;

async function main(): Promise<void> {
  try {
    refuseWithoutWorkingFolder();
    refuseTooFewAddresses();
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
    await printed;
  }
}

main().catch((error: unknown) => {
  // Set rather than exit, so that what is still on its way to a pipe gets there.
  process.exitCode = exitStatusOf(error);
});
