/** `npm run contracts`: what is open, oldest first. `npm run contracts -- table`: README's table of vendors. */
import * as contracts from '../../dist/facts/index.js'
import { describeOpenPoints } from '../../dist/facts/open-points.js'
import { describeVendors } from '../../dist/facts/vendor-table.js'

const describe = process.argv[2] === 'table' ? describeVendors : describeOpenPoints
process.stdout.write(describe(Object.values(contracts)) + '\n')
