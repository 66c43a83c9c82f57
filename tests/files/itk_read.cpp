// How ITK reads a file of NRRD: size, spacing, origin and components as JSON on standard output; the values as raw floats
// to a file, the components of a voxel together, x fastest.
//     itk_read VOLUME.nrrd VALUES.raw
#include <cstdio>
#include <fstream>
#include <iostream>

#include <itkImageFileReader.h>
#include <itkNrrdImageIO.h>
#include <itkVectorImage.h>

using Image = itk::VectorImage<float, 3>;

static void print_triple(const char *name, double x, double y, double z) {
    std::printf("\"%s\": [%.17g, %.17g, %.17g], ", name, x, y, z);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    try {
        auto io = itk::NrrdImageIO::New();
        auto reader = itk::ImageFileReader<Image>::New();
        reader->SetImageIO(io);
        reader->SetFileName(argv[1]);
        reader->Update();
        const Image *image = reader->GetOutput();
        const auto size = image->GetLargestPossibleRegion().GetSize();
        const auto spacing = image->GetSpacing();
        const auto origin = image->GetOrigin();
        std::printf("{");
        print_triple("size", size[0], size[1], size[2]);
        print_triple("spacing", spacing[0], spacing[1], spacing[2]);
        print_triple("origin", origin[0], origin[1], origin[2]);
        std::printf("\"components\": %u}\n", io->GetNumberOfComponents());
        std::ofstream values(argv[2], std::ios::binary);
        values.write(reinterpret_cast<const char *>(image->GetBufferPointer()),
                     static_cast<std::streamsize>(image->GetPixelContainer()->Size() * sizeof(float)));
        return values.flush() ? 0 : 1;
    } catch (const itk::ExceptionObject &error) {
        std::cerr << error << '\n';
        return 1;
    }
}
