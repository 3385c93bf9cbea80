/** Names that are not simply their id with capitals. */
const SPELLED: Readonly<Record<string, string>> = {
  aws: 'AWS',
  'aws-iam': 'AWS IAM',
  'azure-devops': 'Azure DevOps',
  bkend: 'bkend',
  circleci: 'CircleCI',
  databricks: 'Databricks',
  deepseek: 'DeepSeek',
  digitalocean: 'DigitalOcean',
  elevenlabs: 'ElevenLabs',
  'fly-io': 'Fly.io',
  github: 'GitHub',
  gitlab: 'GitLab',
  hashicorp: 'HashiCorp',
  'hashicorp-vault': 'HashiCorp Vault',
  'hcp-terraform': 'HCP Terraform',
  langsmith: 'LangSmith',
  nativebridge: 'NativeBridge',
  nativemessage: 'NativeMessage',
  npm: 'npm',
  nvidia: 'NVIDIA',
  openai: 'OpenAI',
  openrouter: 'OpenRouter',
  planetscale: 'PlanetScale',
  posthog: 'PostHog',
  pypi: 'PyPI',
  rubygems: 'RubyGems',
  sdkkey: 'SDK&Key',
  'sdk-key': 'SDK&Key',
  sendgrid: 'SendGrid',
  xai: 'xAI',
};

/** How a provider's id is written for people; null (no provider) has no name. */
export function providerName(id: string): string {
  const spelled = SPELLED[id];
  if (spelled !== undefined) return spelled;
  return id.replace(
    /(^|-)([a-z0-9])/g,
    (_match, dash: string, letter: string) => (dash === '' ? '' : ' ') + letter.toUpperCase(),
  );
}
