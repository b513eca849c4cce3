import { createRoot } from 'react-dom/client';
import { prepareOffline } from './offline/boot.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

// Nothing that could hold text is rendered, and no worker started, before the page is closed.
const status = await prepareOffline();
createRoot(root).render(
  <p>
    Undertone {__APP_VERSION__}: {status.state}
  </p>,
);
