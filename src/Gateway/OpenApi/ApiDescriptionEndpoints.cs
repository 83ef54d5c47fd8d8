using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Scim.Gateway.OpenApi;

/// <summary>
/// <c>/openapi/v1.json</c>, and <c>/openapi/v1</c> that shows it. Both are for everybody: they tell nothing of any tenant. The
/// page's scripts come from this process, and it asks nobody else.
/// </summary>
internal static class ApiDescriptionEndpoints
{
    private const string Page = "/openapi/v1";
    private const string Document = $"{Page}.json";

    public static void MapApiDescription(this WebApplication app)
    {
        var document = app.Services.GetRequiredService<ApiDocument>();
        var tag = new Lazy<EntityTagHeaderValue>(() => new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document.Json.Span))[..32]}\""));
        app.MapMethods(Document, [HttpMethods.Get, HttpMethods.Head], http => Results.Bytes(document.Json, "application/json", entityTag: tag.Value).ExecuteAsync(http));
        app.MapGet("/openapi", http => Results.LocalRedirect($"~{Page}").ExecuteAsync(http));
        app.MapScalarApiReference("/openapi", Configure);
    }

    private static void Configure(ScalarOptions options, HttpContext http)
    {
        options.Nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        IHeaderDictionary headers = http.Response.Headers;

        // As the console's: styles may be inline, scripts may not, but for the page's own three.
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{options.Nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        options.Title = "Scim.Micro";
        options.DefaultFonts = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.AddDocument("v1", "SCIM 2.0", Document).DisableAgent().DisableMcp().DisableTelemetry();
    }
}
