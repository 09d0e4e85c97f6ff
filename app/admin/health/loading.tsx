import { HealthSkeleton } from "@/components/health/health-skeleton";

export default function HealthLoading() {
  return <HealthSkeleton />;
}
