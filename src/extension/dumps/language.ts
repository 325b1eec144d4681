import * as vscode from 'vscode';
import { DUMP_LANGUAGE, DUMP_SCHEME } from '../ids';
import type { Runs } from '../runs';
import type { Selections } from '../selections/selections';
import { CursorLink } from './cursorLink';
import type { DumpFileSystem } from './fileSystem';
import { DumpHovers } from './hovers';
import { DumpLenses } from './lenses';
import { LineMarks } from './lineMarks';
import { NeuronLinks } from './neuronLinks';
import { NeuronSymbols } from './neuronSymbols';
import { DumpFolding, DumpSymbols } from './outline';
import { Swatches } from './swatches';

/** What the language of weight dumps is made with. */
export interface LanguageServices {
  readonly dumps: DumpFileSystem;
  readonly runs: Runs;
  readonly selections: Selections;
  readonly log: vscode.LogOutputChannel;
  /** Ids of the runs that panels and dumps show. */
  readonly openRuns: () => readonly string[];
}

/** Everything that the editor knows of weight dumps. */
export function registerDumpLanguage({ dumps, runs, selections, log, openRuns }: LanguageServices): vscode.Disposable {
  const dump: vscode.DocumentFilter = { scheme: DUMP_SCHEME, language: DUMP_LANGUAGE };
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDocumentSymbolProvider(dump, new DumpSymbols(dumps)),
    languages.registerFoldingRangeProvider(dump, new DumpFolding(dumps)),
    languages.registerHoverProvider(dump, new DumpHovers(dumps, runs)),
    languages.registerCodeLensProvider(dump, new DumpLenses()),
    languages.registerDocumentLinkProvider(dump, new NeuronLinks(dumps)),
    languages.registerWorkspaceSymbolProvider(new NeuronSymbols(runs, openRuns, dumps)),
    new Swatches(dumps, log),
    new CursorLink(dumps, runs, selections, log),
    new LineMarks(dumps, selections, log),
  );
}
