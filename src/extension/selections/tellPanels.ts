import * as vscode from 'vscode';
import type { Panels } from '../panel/panels';
import type { ReportErrors } from '../reportErrors';
import { namedMessage, selectMessage } from './messages';
import type { SelectionFiles } from './selectionStore';
import type { Selections } from './selections';

/** Tells panels what is selected, pointed at and kept under a name elsewhere than in them. */
export function tellPanels(
  panels: Pick<Panels, 'tell'>,
  selections: Selections,
  store: SelectionFiles,
  reportErrors: ReportErrors,
): vscode.Disposable {
  return vscode.Disposable.from(
    selections.onDidSelect(({ selection, from }) => {
      if (from !== 'panel') panels.tell(selection.runId, selectMessage(selection, from));
    }),
    selections.onDidPoint(({ runId, parameter, from }) => {
      if (from !== 'panel') panels.tell(runId, { type: 'point', runId, parameter });
    }),
    store.onDidChangeNamed((runId) => {
      void reportErrors(async () => panels.tell(runId, await namedMessage(runId, store)));
    }),
  );
}
