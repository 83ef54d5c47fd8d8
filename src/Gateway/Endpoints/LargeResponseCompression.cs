using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Endpoints;

/// <summary>
/// Compresses answers for clients that ask for it, where that is worth it. No answer has a secret beside what a client
/// sent, so that lengths tell nothing.
/// </summary>
internal sealed class LargeResponseCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private const int Worth = 1_400;

    /// <inheritdoc/>
    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.ContentLength is not < Worth && base.ShouldCompressResponse(context);
}
