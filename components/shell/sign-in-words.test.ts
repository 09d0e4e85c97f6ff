import { describe, expect, it } from "vitest";
import { explainSignInError } from "./sign-in-words";

describe("explainSignInError", () => {
  it("says nothing when there is no code", () => {
    expect(explainSignInError(undefined)).toBeNull();
    expect(explainSignInError("")).toBeNull();
  });

  it("places a wrong password at the password field and everything else at the form", () => {
    expect(explainSignInError("CredentialsSignin")?.at).toBe("password");
    expect(explainSignInError("AccessDenied")?.at).toBe("form");
  });

  it("tells a failed provider from an unknown failure", () => {
    const provider = explainSignInError("OAuthCallback");
    expect(provider).toEqual(explainSignInError("Callback"));
    expect(provider).not.toEqual(explainSignInError("SomethingNew"));
  });

  it("takes the name of an object's own method for an unknown code", () => {
    expect(explainSignInError("toString")).toEqual(explainSignInError("SomethingNew"));
  });
});
