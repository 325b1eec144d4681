import * as z from 'zod';
import { PLOTS } from '../../model/panelProtocol';
import { bytes, bytesUpTo, name, type PanelShapes } from '../panel/messages';

const svg = bytesUpTo(2 ** 26);
const picture = z.object({
  plot: z.enum(PLOTS),
  title: z.string().max(200),
  note: z.string().max(1000),
  light: svg,
  dark: svg,
});

export const exportShapes: PanelShapes<'saveSelection' | 'exportAll' | 'savePicture' | 'exportReport'> = {
  saveSelection: {},
  exportAll: {},
  savePicture: { name, format: z.enum(['png', 'svg']), bytes },
  exportReport: { pictures: z.array(picture).max(20) },
};
