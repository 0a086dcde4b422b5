import type { Session } from "@lastgood/proxy/contract";

/** What to write into lastgood.yaml for one installation of each vendor; secrets stand in the environment. */
export const SNIPPETS: Record<Session["vendor"], string> = {
  nable: `sources:
  - id: rmm          # a short name of your own: a-z, 0-9 and -
    vendor: nable
    name: N-able EMEA
    url: https://wwweurope1.systemmonitor.eu.com   # where you log on
    apiKey: \${NABLE_KEY}
`,
  "veeam-azure": `sources:
  - id: azure
    vendor: veeam-azure
    name: Veeam for Azure
    url: https://vba.example.net
    username: svc-lastgood
    password: \${VBA_PASSWORD}
`,
  "veeam-enterprise-manager": `sources:
  - id: vbem
    vendor: veeam-enterprise-manager
    name: Enterprise Manager
    url: https://vbem.example.net:9398
    username: DOMAIN\\svc-lastgood
    password: \${VBEM_PASSWORD}
`,
  unitrends: `sources:
  - id: unitrends
    vendor: unitrends
    name: Unitrends
    url: https://ueb.example.net
    username: monitor
    password: \${UEB_PASSWORD}
    timeZone: Europe/Berlin   # its times come without a zone
`,
};
