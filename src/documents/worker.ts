import * as Comlink from 'comlink';
import { documentsService } from './service.ts';

Comlink.expose(documentsService());
