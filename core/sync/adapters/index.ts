import type { ApiAdapter } from '#shared/domain/provider-api.ts';
import type { Adapter } from '../adapter.ts';
import { anthropic } from './anthropic.ts';
import { awsIam } from './aws-iam.ts';
import { cloudflare } from './cloudflare.ts';
import { datadog } from './datadog.ts';
import { digitalOcean } from './digitalocean.ts';
import { fastly } from './fastly.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { huggingFace } from './hugging-face.ts';
import { mailgun } from './mailgun.ts';
import { npm } from './npm.ts';
import { openai } from './openai.ts';
import { sendgrid } from './sendgrid.ts';
import { supabase } from './supabase.ts';
import { twilio } from './twilio.ts';
import { vercel } from './vercel.ts';

/** The reader of each listing that a definition can name. */
export const ADAPTERS: Readonly<Record<ApiAdapter, Adapter>> = {
  anthropic,
  'aws-iam': awsIam,
  cloudflare,
  datadog,
  digitalocean: digitalOcean,
  fastly,
  github,
  gitlab,
  'hugging-face': huggingFace,
  mailgun,
  npm,
  openai,
  sendgrid,
  supabase,
  twilio,
  vercel,
};
