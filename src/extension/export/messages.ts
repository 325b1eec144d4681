import * as z from 'zod';
import { bytes, bytesUpTo, name, type PanelShapes } from '../panel/messages';

const picture = z.object({ title: z.string().max(200), caption: z.string().max(1000), svg: bytesUpTo(2 ** 26) });

export const exportShapes: PanelShapes<'saveSelection' | 'exportAll' | 'savePicture' | 'exportReport'> = {
  saveSelection: {},
  exportAll: {},
  savePicture: { name, format: z.enum(['png', 'svg']), bytes },
  exportReport: { pictures: z.array(picture).max(20) },
};
