/** The worker of a browser. */
import { serve } from './worker.js'

serve(self)
