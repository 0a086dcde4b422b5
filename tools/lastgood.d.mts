/** The built program: `npm start`, `npm test` and `npm run bench` see that it is of the sources. */
export const MAIN: string;
