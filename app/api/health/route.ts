import { checkHealth } from "@/lib/operations/installation/check-health";

export const dynamic = "force-dynamic";

/** For load balancers and people on call: 200 when this process can serve, else 503 with what is missing. */
export async function GET(): Promise<Response> {
  const health = await checkHealth({});
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { "cache-control": "no-store" } });
}
