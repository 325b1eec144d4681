import { type ControlText, digits } from './control';

export const routing: ControlText<'routing'> = {
  terminal: ['routed neurons', (finding) => finding && `y tells them apart with AUC ${digits(finding.auc)}`],
};
