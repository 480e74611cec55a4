// Starts the page: styles, the one app object, the root component.
import './lib/ui/tokens.css';
import './lib/ui/base.css';

import { mount } from 'svelte';
import { App } from '$lib/app/context';
import { platform } from '$lib/platform';
import Root from './Root.svelte';

mount(Root, { target: document.getElementById('app')!, props: { app: new App(platform) } });
