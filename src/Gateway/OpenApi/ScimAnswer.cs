namespace Scim.Gateway.OpenApi;

/// <summary>A successful answer in the OpenAPI description.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">When, or what.</param>
/// <param name="Schema">The schema of the body; null for none.</param>
/// <param name="Headers">The headers.</param>
internal sealed record ScimAnswer(int Status, string Description, string? Schema = null, params string[] Headers);
